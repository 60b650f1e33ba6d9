import { vi } from 'vitest'

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  headers: Headers
}

type Handler = (call: Call) => unknown

/** Thrown or returned by a handler: an answer that is not 200. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body?: unknown,
    readonly headers: Record<string, string> = {},
  ) {}
}

export const refusal = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
) => new Answer(status, { error: { code, message, fields: {}, request_id: 'r1' } }, headers)

function toResponse(result: unknown): Response {
  if (result instanceof Answer) {
    const body = result.body === undefined ? null : JSON.stringify(result.body)
    return new Response(body, { status: result.status, headers: result.headers })
  }
  return result === undefined ? new Response(null, { status: 204 }) : new Response(JSON.stringify(result))
}

/**
 * Put a fake network under core/http. Keys are "GET /path" without base and query; an unknown one is 404.
 * Returns the calls made, in order.
 */
export function fakeApi(routes: Record<string, Handler>): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const url = new URL(address, 'http://127.0.0.1')
    const path = url.pathname.replace('/api/v1', '')
    const call: Call = {
      method: init.method ?? 'GET',
      path,
      query: url.searchParams,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
      headers: new Headers(init.headers),
    }
    calls.push(call)
    const handler = routes[`${call.method} ${path}`]
    return toResponse(handler ? await handler(call) : refusal(404, 'app.not_found', '内容不存在或不可见'))
  })
  return calls
}
