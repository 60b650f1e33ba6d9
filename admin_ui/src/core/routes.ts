import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api/contract'

/** The parts of the side navigation, in the order in which they stand. */
export const NAV_GROUPS = {
  desk: '我的工作',
  answering: '接诉与回访',
  together: '党建与共治',
  service: '物业服务',
  places: '小区与人员',
  system: '消息与系统',
} as const

export type NavGroup = keyof typeof NAV_GROUPS

/** What a page says about itself. The side navigation is made of the routes that have `nav`. */
declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without the frame and without sign-in. */
    bare?: boolean
    /** Posts for which the page is made; the server decides rights, this only keeps menus short. */
    roles?: readonly Role[]
    /** `order` counts within the group. */
    nav?: { label: string; icon: string; group: NavGroup; order: number }
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
