import type { Media, Paper } from '@/api/contract'
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

/** Send one PDF or Word file. The server writes it anew; the id then goes into `paper_ids` of what it belongs to. */
export async function uploadPaper(file: File): Promise<Paper> {
  const form = new FormData()
  form.set('file', file)
  return http.post<Paper>('/media/papers', form, { key: newKey() })
}
