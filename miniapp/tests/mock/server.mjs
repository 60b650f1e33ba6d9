/** The mock API and the built H5 page on a loopback port: `npm run mock [port]`, then open /m/. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApi } from './api.mjs'

const ROOT = fileURLToPath(new URL('../../dist/build/h5', import.meta.url))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
}
let api = createApi()

function drawing(id) {
  const shade = ['#8aa79b', '#b59a78', '#9c8fa6', '#7f98ad'][id.charCodeAt(id.length - 1) % 4]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900" viewBox="0 0 120 90"><path fill="${shade}" d="M0 0h120v90H0z"/><path fill="#fff6" d="M20 90V40l40-26 40 26v50z"/></svg>`
}

async function staticFile(url) {
  const name = url.pathname.replace(/^\/m\/?/, '') || 'index.html'
  const file = path.join(ROOT, path.normalize(name))
  return { body: await readFile(file), type: TYPES[path.extname(file)] ?? 'application/octet-stream' }
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1')
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    if (url.pathname === '/reset') {
      api = createApi()
      return response.writeHead(204).end()
    }
    const picture = /^\/api\/v1\/(?:media|public\/photos)\/([\w-]+)/.exec(url.pathname)
    if (picture && request.method === 'GET') {
      return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(drawing(picture[1]))
    }
    if (!url.pathname.startsWith('/api/v1')) {
      const file = await staticFile(url)
      return response.writeHead(200, { 'Content-Type': file.type }).end(file.body)
    }
    const isJson = (request.headers['content-type'] ?? '').includes('json')
    const body = isJson && chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {}
    const route = url.pathname.slice('/api/v1'.length) + url.search
    const answer = api.handle({ method: request.method, path: route, headers: request.headers, body })
    response.writeHead(answer.status, { 'Content-Type': 'application/json' })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  } catch (error) {
    response.writeHead(error.code === 'ENOENT' ? 404 : 500).end(String(error.message))
  }
})

const port = Number(process.argv[2] ?? 5099)
server.listen(port, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}/m/\n`))
