import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['manager', 'community', 'street']

export const routes: AreaRoutes = [
  {
    path: '/duty',
    component: () => import('./pages/DutyPage.vue'),
    meta: { roles, nav: { label: '值班与派单', icon: 'Calendar', group: 'answering', order: 10 } },
  },
]
