/**
 * A small stand-in for the API and the web server, on loopback, for looking at the panel alone:
 *   npm run build && npm run mock   →   http://127.0.0.1:5055/admin/
 * Sign in as any of the demo people (see data.mjs). Nothing is kept.
 */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as data from './data.mjs'
import { ROUTES, sessions } from './routes.mjs'
import { notFound, Refusal } from './tickets.mjs'

const PORT = Number(process.env.PORT ?? 5055)
const DIST = fileURLToPath(new URL('../../dist', import.meta.url))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

function signIn(body, response) {
  if (!data.PEOPLE[body.username] || body.password !== 'Demo-2026-' + body.username) {
    throw new Refusal(401, 'auth.wrong_password', '用户名或密码不正确')
  }
  const token = String(Math.random()).slice(2)
  sessions.set(token, { user: body.username, csrf: 'csrf' + token, post: 'post1' })
  response.setHeader('Set-Cookie', `hfw_session=${token}; Path=/; HttpOnly; SameSite=Lax`)
  return { csrf_token: 'csrf' + token, person: { id: 'me', name: data.PEOPLE[body.username][1] } }
}

async function readBody(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return request.headers['content-type'] === 'application/json' && text ? JSON.parse(text) : {}
}

async function answer(request, response, url) {
  const path = url.pathname.slice('/api/v1'.length)
  const body = await readBody(request)
  if (request.method === 'POST' && path === '/auth/session') return signIn(body, response)
  const token = /hfw_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
  const session = sessions.get(token)
  if (!session && path !== '/auth/dev') throw new Refusal(401, 'auth.not_signed_in', '请先登录')
  if (request.method !== 'GET' && request.headers['x-csrf-token'] !== session.csrf) {
    throw new Refusal(403, 'auth.csrf', '页面已过期，请刷新后重试')
  }
  for (const [method, pattern, handle] of ROUTES) {
    const match = method === request.method && pattern.exec(path)
    if (match) return handle(match, { session, token, body, query: url.searchParams })
  }
  throw notFound()
}

function sendFile(response, path) {
  const inside = normalize(path.replace(/^\/admin\/?/, '')).replace(/^(\.\.[/\\])+/, '')
  const file = join(DIST, inside === '' || inside === '.' ? 'index.html' : inside)
  if (!file.startsWith(DIST) || !existsSync(file) || !statSync(file).isFile())
    return response.writeHead(404).end()
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
  createReadStream(file).pipe(response)
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1')
  if (url.pathname === '/mock-photo.svg') {
    response.setHeader('Content-Type', 'image/svg+xml')
    return response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#${url.searchParams.get('c').replace(/\W/g, '')}"/><path d="M120 480 360 220l120 120 80-70 140 210z" fill="#fff" opacity=".35"/></svg>`,
    )
  }
  if (!url.pathname.startsWith('/api/v1/')) return sendFile(response, url.pathname)
  try {
    const result = await answer(request, response, url)
    if (result === undefined) return response.writeHead(204).end()
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(result))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    response.writeHead(error.status, { 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify({
        error: { code: error.code, message: error.message, fields: error.fields, request_id: 'mock' },
      }),
    )
  }
}).listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/admin/`))
