import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['sysadmin', 'manager']

export const routes: AreaRoutes = [
  {
    path: '/people',
    name: 'PeoplePage',
    component: () => import('./pages/PeoplePage.vue'),
    meta: { roles, keep: true, nav: { label: '人员与岗位', icon: 'User', group: 'places', order: 20 } },
  },
  { path: '/people/:id', component: () => import('./pages/PersonPage.vue'), props: true, meta: { roles } },
]
