/** A phone for unit tests: storage that outlives a reload, a network that can be cut, a server that is a function. */
import { vi } from 'vitest'

export interface Call {
  method: string
  path: string
  data: unknown
  header: Record<string, string>
}
export interface Reply {
  status?: number
  body?: unknown
  /** The request reaches the server, its answer does not reach the phone. */
  lost?: boolean
}
export type Server = (call: Call) => Reply

export interface Phone {
  calls: Call[]
  uploads: string[]
  storage: Map<string, string>
  online: boolean
  serve: (server: Server) => void
  /** Forget everything in memory, as a reload does. */
  reload: () => void
}

type Options = Record<string, unknown> & {
  url: string
  success: (answer: unknown) => void
  fail: (problem: unknown) => void
}

/** Install a fresh phone as `uni`. */
export function installPhone(): Phone {
  let server: Server = () => ({ status: 404 })
  const phone: Phone = {
    calls: [],
    uploads: [],
    storage: new Map(),
    online: true,
    serve: (given) => (server = given),
    reload: () => vi.resetModules(),
  }

  function answer(call: Call, options: Options, asText: boolean) {
    // What has set off without network fails, also when the network is back before it notices.
    if (!phone.online) setTimeout(() => options.fail({ errMsg: 'request:fail' }), 20)
    else
      setTimeout(() => {
        phone.calls.push(call)
        const reply = server(call)
        if (reply.lost) return options.fail({ errMsg: 'request:fail timeout' })
        const data = asText ? JSON.stringify(reply.body ?? null) : reply.body
        options.success({ statusCode: reply.status ?? 200, data, header: {} })
      })
    return { onProgressUpdate: () => undefined, abort: () => undefined }
  }

  vi.stubGlobal('uni', {
    getStorageSync: (key: string) => phone.storage.get(key) ?? '',
    setStorageSync: (key: string, value: string) => phone.storage.set(key, value),
    removeStorageSync: (key: string) => phone.storage.delete(key),
    request: (o: Options) =>
      answer(
        {
          method: o.method as string,
          path: pathOf(o.url),
          data: o.data,
          header: o.header as Record<string, string>,
        },
        o,
        false,
      ),
    uploadFile: (o: Options) => {
      phone.uploads.push(o.filePath as string)
      const header = o.header as Record<string, string>
      return answer({ method: 'POST', path: '/media', data: o.filePath, header }, o, true)
    },
    chooseImage: (o: Options) => o.success({ tempFilePaths: ['blob:one'] }),
    stopPullDownRefresh: () => undefined,
  })
  return phone
}

const pathOf = (url: string) => url.slice(url.indexOf('/api/v1') + '/api/v1'.length)

/** Sign somebody in by what the phone has kept. */
export function signedInPhone(id = 'p-1'): Phone {
  const phone = installPhone()
  phone.storage.set('hfw.session', JSON.stringify({ token: 'tok' }))
  const me = { person: { id, name: '王秀英', phone_masked: null }, posts: [], homes: [], compounds: [] }
  phone.storage.set('hfw.me', JSON.stringify(me))
  return phone
}

export const problem = (code: string, message: string, fields = {}) => ({
  error: { code, message, fields, request_id: 'r1' },
})
