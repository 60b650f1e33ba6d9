import type { Media } from '@/api/contract'
import { http } from './http'
import { newKey } from './ids'
import { shrunk } from './shrink'

/**
 * Send one photo, made smaller when it is larger than the server keeps. The server takes its metadata off; the id
 * then goes into `media_ids` of what it proves.
 */
export async function uploadPhoto(file: File): Promise<Media> {
  const form = new FormData()
  form.set('file', await shrunk(file))
  return http.post<Media>('/media', form, { key: newKey() })
}
