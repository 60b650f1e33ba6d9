/**
 * What a first visit loads, compressed (gzip 9): the entry, the frame and the home page, with their styles.
 * Prints a table; fails above the budget. Run after `npm run build`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 250
const HOME = 'src/areas/todo/pages/TodoPage.vue'
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'))
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)

/** All files that must arrive before `key` can run. */
function filesOf(key, found = new Set(), seen = new Set()) {
  if (seen.has(key)) return found
  seen.add(key)
  const { file, css = [], imports = [] } = manifest[key]
  for (const name of [file, ...css]) found.add(name)
  for (const next of imports) filesOf(next, found, seen)
  return found
}

const kb = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / 1024
const row = (size, name) => console.log(`${size.toFixed(1).padStart(8)} KB  ${name}`)

const first = filesOf(HOME, filesOf(entry))
const sizes = [...first].map((file) => [kb(file), file]).sort((a, b) => b[0] - a[0])
const total = sizes.reduce((sum, [size]) => sum + size, kb('index.html'))

console.log('First load (gzip):')
for (const [size, file] of sizes) row(size, file)
row(kb('index.html'), 'index.html')
row(total, `total, budget ${BUDGET_KB} KB`)

const rest = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key !== HOME)
console.log('\nMore for each further page (gzip):')
for (const key of rest.sort()) {
  const more = [...filesOf(key)].filter((file) => !first.has(file))
  row(
    more.reduce((sum, file) => sum + kb(file), 0),
    key.replace('src/areas/', ''),
  )
}

if (total > BUDGET_KB) {
  console.error(`First load is ${total.toFixed(1)} KB, above ${BUDGET_KB} KB`)
  process.exit(1)
}
