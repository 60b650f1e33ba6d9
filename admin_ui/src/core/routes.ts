import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/contract'

/** What a page says about itself. The side navigation is made of the routes that have `nav`. */
declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without the frame and without sign-in. */
    bare?: boolean
    /** Posts for which the page is made; the server decides rights, this only keeps menus short. */
    roles?: readonly Role[]
    nav?: { label: string; icon: string; order: number }
    /** Kept alive while one looks at something else, so that "back" finds the same place. */
    keep?: boolean
  }
}

export type AreaRoutes = RouteRecordRaw[]

export const DESK_ROLES: readonly Role[] = [
  'repair',
  'manager',
  'handler',
  'community',
  'secretary',
  'street',
  'district',
]
