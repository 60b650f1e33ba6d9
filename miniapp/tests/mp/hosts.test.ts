import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/* Nothing that a person opens may be loaded from another host. Needs both builds. */

/** Not addresses that are loaded: names of XML dialects, texts of error messages, the API of a development build. */
const ALLOWED = [
  /^https?:\/\/www\.w3\.org$/,
  /^https?:\/\/vuejs\.org$/,
  /^https?:\/\/127\.0\.0\.1(:\d+)?$/,
  /^https?:\/\/$/,
]
const own = process.env.VITE_API_BASE

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name)
    return statSync(full).isDirectory() ? filesIn(full) : [full]
  })
}

test.each(['dist/build/h5', 'dist/build/mp-weixin'])('%s names no foreign host', (folder) => {
  expect(existsSync(folder), `build ${folder} first`).toBe(true)
  const found = new Set<string>()
  for (const file of filesIn(folder).filter((name) => /\.(js|css|html|json|wxml|wxss|wxs)$/.test(name))) {
    const text = readFileSync(file, 'utf8')
    for (const [host] of text.matchAll(
      /(?:https?:)?\/\/(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?|https?:\/\/[^\s"'`)\\/]*/g,
    )) {
      if (host === own || ALLOWED.some((rule) => rule.test(host))) continue
      found.add(`${host} in ${path.relative(folder, file)}`)
    }
  }
  expect([...found]).toEqual([])
})
