/**
 * The built panel must talk to its own server only: no font, script, picture or call from elsewhere.
 * Fails on any absolute address that is not on the list of names that are never fetched. Run after `npm run build`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))

/** Names of XML vocabularies, and pages that two libraries name in warnings to developers. */
const NEVER_FETCHED = [
  'http://www.w3.org/1999/xlink',
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/XML/1998/namespace',
  'https://vuejs.org/error-reference/',
  'https://element-plus.org/en-US/component/',
]
const ADDRESS = /(?:https?:|wss?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"'`)\\]*/gi

function filesIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesIn(path) : [path]
  })
}

let bad = 0
for (const file of filesIn(DIST)) {
  for (const [address] of readFileSync(file, 'utf8').matchAll(ADDRESS)) {
    if (NEVER_FETCHED.some((known) => address.startsWith(known))) continue
    console.error(`${relative(DIST, file)}: ${address.slice(0, 120)}`)
    bad++
  }
}
if (bad) {
  console.error(`${bad} references to other hosts in the build`)
  process.exit(1)
}
console.log('No reference to another host in the build.')
