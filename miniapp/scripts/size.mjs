/**
 * What a person has to download before the first page stands: prints a table and fails above the limits.
 * H5: everything index.html names, the code of the home page with what it imports, all style sheets; gzip -9.
 * Mini-program: all files outside of the subpackages; as they are, which is how WeChat counts.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const KB = 1024
const LIMITS = { h5: 150 * KB, mp: 500 * KB }
const BUILD = fileURLToPath(new URL('../dist/build', import.meta.url))
const FIRST_PAGE = 'areas-home-pages-home'

const filesIn = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name)
    return statSync(full).isDirectory() ? filesIn(full) : [full]
  })
const zipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length

/** The file and everything that it imports before it can run. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  for (const [, name] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
    withImports(path.resolve(path.dirname(file), name), seen)
  }
  return seen
}

function h5() {
  const root = path.join(BUILD, 'h5')
  const page = path.join(root, 'index.html')
  const named = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)]
  const assets = filesIn(path.join(root, 'assets'))
  const first = assets.filter((file) => path.basename(file).startsWith(FIRST_PAGE) && file.endsWith('.js'))
  const files = new Set([page, ...assets.filter((file) => file.endsWith('.css'))])
  for (const file of [...named.map(([, name]) => path.join(root, name)), ...first]) {
    if (file.endsWith('.js')) for (const one of withImports(file)) files.add(one)
    else files.add(file)
  }
  return [...files].map((file) => [path.relative(root, file), zipped(file)])
}

function miniProgram() {
  const root = path.join(BUILD, 'mp-weixin')
  const { subPackages = [] } = JSON.parse(readFileSync(path.join(root, 'app.json'), 'utf8'))
  const packages = { main: 0, ...Object.fromEntries(subPackages.map((one) => [one.root, 0])) }
  for (const file of filesIn(root)) {
    const relative = path.relative(root, file).split(path.sep).join('/')
    if (relative.startsWith('project.')) continue // For the developer tools; not uploaded.
    const owner = subPackages.find((one) => relative.startsWith(`${one.root}/`))
    packages[owner ? owner.root : 'main'] += statSync(file).size
  }
  return packages
}

function print(name, size, limit) {
  const text = `${(size / KB).toFixed(1)} KB`.padStart(10)
  const against = limit ? `  of ${limit / KB} KB${size > limit ? '  TOO BIG' : ''}` : ''
  process.stdout.write(`${name.padEnd(52)}${text}${against}\n`)
}

for (const target of ['h5/index.html', 'mp-weixin/app.json']) {
  if (existsSync(path.join(BUILD, target))) continue
  process.stderr.write(`dist/build/${target} is missing: run build:h5 and build:mp-weixin first\n`)
  process.exit(1)
}
const parts = h5().sort(([, one], [, other]) => other - one)
const total = parts.reduce((sum, [, size]) => sum + size, 0)
for (const [name, size] of parts.slice(0, 8)) print(`H5 ${name}`, size)
print(`H5 first load, gzip (${parts.length} files)`, total, LIMITS.h5)
const packages = miniProgram()
for (const [name, size] of Object.entries(packages))
  print(`Mini-program ${name}`, size, name === 'main' ? LIMITS.mp : 0)
if (total > LIMITS.h5 || packages.main > LIMITS.mp) process.exit(1)
