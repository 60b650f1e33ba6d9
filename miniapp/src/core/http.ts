/**
 * The only place that talks to the server. Answers are values or an `ApiError`; nothing else is thrown.
 * A request that is refused with 401 is repeated once after the session could be renewed.
 */
import { API_ROOT } from '@/core/config'

export type Method = 'GET' | 'POST' | 'DELETE'

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>
  body?: object
  /** Makes a creating call safe to repeat: the server answers the same thing for the same key. */
  key?: string
  /** Milliseconds; 15000 unless told. */
  timeout?: number
  /** Ask the server also where the phone still keeps an answer that it was allowed to keep. */
  fresh?: boolean
  /** Leave the answer as the text that it is, to the last byte. */
  asText?: boolean
}

interface Answer {
  statusCode: number
  data: unknown
  header?: Record<string, string>
}

/** What the session lends to this module. */
export interface SessionHooks {
  headers: () => Record<string, string>
  /** Try to sign in again without asking. True when it is worth repeating the request. */
  renew: () => Promise<boolean>
}

let hooks: SessionHooks = { headers: () => ({}), renew: () => Promise.resolve(false) }

export function useSessionHooks(given: SessionHooks): void {
  hooks = given
}

/** A call that did not succeed. `status` 0 means that no answer came, so the outcome is unknown. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string[]> = {},
    readonly requestId = '',
  ) {
    super(message)
    this.name = 'ApiError'
  }

  /** The same call may succeed later without any change. */
  get passing(): boolean {
    const statusPasses = this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
    return statusPasses || this.code === 'app.in_progress'
  }

  /** What to show to people, with the first remark about a field when there is one. */
  get sentence(): string {
    // A conflict says in its fields how things stand now; those are no remarks.
    const first: unknown = Object.values(this.fields)[0]
    const remark = Array.isArray(first) ? (first[0] as string | undefined) : undefined
    return remark && remark !== this.message ? `${this.message}：${remark}` : this.message
  }
}

/** How often, and after how many milliseconds more each time, a photo is sent again to a busy server. */
const BUSY_TRIES = 5
const BUSY_PAUSE_MS = 700
const NO_ANSWER = '现在连不上网络，请稍后再试'
const BAD_ANSWER = '服务暂时不可用，请稍后再试'

/** Call the API. Throws `ApiError`. An empty answer (204) is `undefined`. */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const send = () => sendOnce(method, path, options)
  let answer = await send()
  if (answer.statusCode === 401 && (await hooks.renew())) answer = await send()
  return opened<T>(answer)
}

function sendOnce(method: Method, path: string, options: RequestOptions): Promise<Answer> {
  const header: Record<string, string> = { Accept: 'application/json', ...hooks.headers() }
  if (options.key) header['Idempotency-Key'] = options.key
  if (options.fresh) header['Cache-Control'] = 'no-cache'
  if (options.body || method === 'POST') header['Content-Type'] = 'application/json'
  return new Promise((resolve, reject) => {
    uni.request({
      url: API_ROOT + path + queryText(options.query),
      method,
      data: method === 'POST' ? (options.body ?? {}) : undefined,
      header,
      dataType: options.asText ? 'text' : 'json',
      timeout: options.timeout ?? 15000,
      success: (answer) => resolve(answer as Answer),
      fail: () => reject(new ApiError(0, 'network', NO_ANSWER)),
    })
  })
}

export interface UploadedMedia {
  id: string
  url: string
  thumb_url: string
  width: number
  height: number
}

/** Send one photo. `key` makes it safe to repeat, `onProgress` gets whole percents. Throws `ApiError`. */
export async function upload(
  source: { path: string; file?: Blob },
  key: string,
  onProgress: (percent: number) => void,
): Promise<UploadedMedia> {
  const send = () =>
    new Promise<Answer>((resolve, reject) => {
      const task = uni.uploadFile({
        url: `${API_ROOT}/media`,
        filePath: source.path,
        file: source.file as File | undefined,
        name: 'file',
        header: { Accept: 'application/json', 'Idempotency-Key': key, ...hooks.headers() },
        timeout: 60000,
        success: (answer) => resolve({ statusCode: answer.statusCode, data: parsed(answer.data) }),
        fail: () => reject(new ApiError(0, 'network', NO_ANSWER)),
      })
      task?.onProgressUpdate?.((event) => onProgress(Math.round(event.progress)))
    })
  let answer = await send()
  if (answer.statusCode === 401 && (await hooks.renew())) answer = await send()
  // The server takes few photos at a time and says so at once; the key makes sending again harmless.
  for (let again = 0; answer.statusCode === 503 && again < BUSY_TRIES; again++) {
    await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS * (again + 1)))
    answer = await send()
  }
  return opened<UploadedMedia>(answer)
}

function opened<T>(answer: Answer): T {
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.data as T
  throw refusal(answer)
}

function refusal(answer: Answer): ApiError {
  const body = (answer.data as { error?: Record<string, unknown> } | null)?.error
  // A gateway's own error page has no envelope.
  if (!body || typeof body !== 'object') return new ApiError(answer.statusCode, 'app.unavailable', BAD_ANSWER)
  return new ApiError(
    answer.statusCode,
    String(body.code ?? ''),
    String(body.message || BAD_ANSWER),
    (body.fields as Record<string, string[]>) ?? {},
    String(body.request_id ?? ''),
  )
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function queryText(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  if (!pairs.length) return ''
  return '?' + pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')
}
