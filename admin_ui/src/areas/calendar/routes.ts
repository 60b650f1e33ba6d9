import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/calendar',
    component: () => import('./pages/MonthPage.vue'),
    meta: { roles, nav: { label: '日历', icon: 'Calendar', group: 'desk', order: 15 } },
  },
]
