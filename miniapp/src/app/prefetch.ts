/**
 * H5 only: bring in the code of the other pages once the first one stands. They are small, and a person who loses the
 * network half-way (in a basement, in a lift) must still get to the next page.
 */
// #ifdef H5
import { watch } from 'vue'
import { me } from '@/core/session'

const pages = import.meta.glob('../areas/{home,report,tickets}/pages/*.vue')
const staffPages = {
  ...import.meta.glob('../areas/staff/pages/*.vue'),
  ...import.meta.glob('../areas/transparency/pages/records.vue'),
}

async function bring(loaders: Record<string, () => Promise<unknown>>): Promise<void> {
  for (const load of Object.values(loaders)) {
    try {
      await load()
    } catch {
      return // No network now; the page asks again when it is opened.
    }
  }
}

/** Begin as soon as somebody is signed in; who works here also gets the pages of the workbench. */
export function prefetchPages(): void {
  watch(
    me,
    (person) => {
      if (person)
        setTimeout(() => void bring(person.posts.length ? { ...pages, ...staffPages } : pages), 1500)
    },
    { immediate: true },
  )
}
// #endif
