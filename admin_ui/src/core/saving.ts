import type { Address } from '@/api/contract'
import { http, wordsOf, type Query } from './http'
import { sayBad } from './notes'

/**
 * Save a file of the server under its name; returns it, or nothing when that failed and was told. Fetched and not
 * linked, so that what goes wrong is told in words.
 */
export async function saveFile(path: Address<'get'>, query?: Query): Promise<string | undefined> {
  try {
    const file = await http.file(path, { query })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = file.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000) // the browser may still be asking where to
    return file.name
  } catch (error) {
    sayBad(wordsOf(error))
    return undefined
  }
}
