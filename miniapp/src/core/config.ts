/**
 * Where the API lives. The H5 page is served by the same origin; the mini-program needs a full address,
 * given at build time as VITE_API_BASE and registered in the WeChat console as request, upload and download domain.
 */

// One declaration only: the type checker reads both branches.
let base = ''
// #ifndef H5
base = import.meta.env.VITE_API_BASE || 'http://127.0.0.1:5000'
// #endif

export const API_ROOT = `${base}/api/v1`

/** Full address of a picture named by the API (its paths start with `/`). */
export function mediaAddress(path: string): string {
  let host = base
  // #ifdef H5
  // uni-app reads a picture's path as relative to the page's own folder (/m/).
  host = window.location.origin
  // #endif
  return path.startsWith('/') ? host + path : path
}

/** Shown wherever no nearer phone is known: the city's service line, day and night. */
export const CITY_LINE = '12345'
