/**
 * The only door to the network: same origin, cookie session, CSRF header on every write.
 *
 * The CSRF token lives in memory only. After a reload it is asked for again (GET /auth/session).
 */

import type { Address } from '@/api/contract'

const BASE = '/api/v1'
const TIME_LIMIT_MS = 20_000
const UPLOAD_TIME_LIMIT_MS = 120_000

export type Query = Record<string, string | number | boolean | undefined | null>

export interface Options {
  query?: Query
  signal?: AbortSignal
  /** Idempotency-Key: two sends with the same key make one thing. */
  key?: string
}

interface Envelope {
  error?: { code?: string; message?: string; fields?: Record<string, unknown>; request_id?: string }
}

/** A refusal or failure with words fit to show. `status` is 0 when no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
    /** Seconds to wait before trying again, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

let csrfToken: string | null = null
let onSignedOut: () => void = () => {}
let onStaleToken: () => Promise<boolean> = async () => false

/** Give the token of the running session, or null when it ended. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}

/** What to do when the server says that nobody is signed in. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

/** Called once when a write is refused for its CSRF token; answers whether to send it again. */
export function whenTokenIsStale(handler: () => Promise<boolean>): void {
  onStaleToken = handler
}

const PLAIN_WORDS: Record<number, string> = {
  401: '请先登录',
  403: '当前岗位没有此项权限',
  404: '没有找到，或不在您的管辖范围内',
  409: '内容已被他人更新，请核对后重试',
  413: '文件过大',
  422: '填写的内容有误，请检查',
  429: '操作过于频繁，请稍后再试',
  502: '服务暂时不可用，请稍后再试',
  503: '服务繁忙，请稍后再试',
  504: '服务响应超时，请稍后再试',
}

function flatten(fields: Record<string, unknown> | undefined): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, said] of Object.entries(fields ?? {})) {
    flat[name] = Array.isArray(said) ? said.join('；') : typeof said === 'string' ? said : '填写有误'
  }
  return flat
}

async function toError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Envelope
  const { code, message, fields, request_id } = body.error ?? {}
  const wait = Number(response.headers.get('Retry-After'))
  return new ApiError(
    response.status,
    code ?? 'app.http_' + response.status,
    message ?? PLAIN_WORDS[response.status] ?? '服务出现异常，请稍后再试',
    flatten(fields),
    request_id ?? response.headers.get('X-Request-Id'),
    Number.isFinite(wait) && wait > 0 ? wait : null,
  )
}

function address(path: string, query: Query | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '' && value !== false)
      search.set(name, String(value))
  }
  const text = search.toString()
  return BASE + path + (text ? '?' + text : '')
}

function headersFor(method: string, json: boolean, key: string | undefined): Headers {
  const headers = new Headers({ Accept: 'application/json' })
  if (json) headers.set('Content-Type', 'application/json')
  if (method !== 'GET' && csrfToken) headers.set('X-CSRF-Token', csrfToken)
  if (key) headers.set('Idempotency-Key', key)
  return headers
}

async function ask(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  const form = body instanceof FormData
  const limit = AbortSignal.timeout(form ? UPLOAD_TIME_LIMIT_MS : TIME_LIMIT_MS)
  try {
    return await fetch(address(path, options.query), {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: headersFor(method, body !== undefined && !form, options.key),
      body: form ? body : body === undefined ? null : JSON.stringify(body),
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    const late = limit.aborted
    throw new ApiError(
      0,
      late ? 'app.timeout' : 'app.offline',
      late ? '等待超时，请重试' : '网络连接不上，请检查网络后重试',
    )
  }
}

async function send<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  return read<T>(await answerOf(method, path, body, options))
}

/** Return an answer that says yes. Throws `ApiError` for every other. */
async function answerOf(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  let response = await ask(method, path, body, options)
  if (response.ok) return response
  let error = await toError(response)
  if (error.status === 403 && error.code.startsWith('auth.csrf') && (await onStaleToken())) {
    response = await ask(method, path, body, options)
    if (response.ok) return response
    error = await toError(response)
  }
  if (error.status === 401 && error.code === 'auth.not_signed_in') onSignedOut()
  throw error
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

/** Return a file and the name under which the server wants it saved. */
async function file(path: Address<'get'>, options: Options = {}): Promise<File> {
  const response = await answerOf('GET', path, undefined, options)
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')
  return new File([await response.blob()], named?.[1] ? decodeURIComponent(named[1]) : 'file', {
    type: response.headers.get('Content-Type') ?? '',
  })
}

export const http = {
  file,
  get: <T>(path: Address<'get'>, options?: Options) => send<T>('GET', path, undefined, options),
  post: <T>(path: Address<'post'>, body: unknown = {}, options?: Options) =>
    send<T>('POST', path, body, options),
  patch: <T>(path: Address<'patch'>, body: unknown, options?: Options) =>
    send<T>('PATCH', path, body, options),
  delete: <T = void>(path: Address<'delete'>, options?: Options) =>
    send<T>('DELETE', path, undefined, options),
}

/** Whether an error is the quiet end of a request that nobody waits for any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** Words to show for anything thrown. Unknown errors are bugs; they are not dressed up as the network. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) {
    return error.retryAfter ? `${error.message}（约 ${waitWords(error.retryAfter)}后可重试）` : error.message
  }
  return '页面出现异常，请刷新后重试'
}

function waitWords(seconds: number): string {
  return seconds < 60 ? `${Math.ceil(seconds)} 秒` : `${Math.ceil(seconds / 60)} 分钟`
}
