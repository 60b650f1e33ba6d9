import type { Media } from '@/api/contract'
import { http } from './http'
import { newKey } from './ids'

/** Send one photo. The server takes its metadata off; the id then goes into `media_ids` of what it proves. */
export function uploadPhoto(file: File): Promise<Media> {
  const form = new FormData()
  form.set('file', file)
  return http.post<Media>('/media', form, { key: newKey() })
}
