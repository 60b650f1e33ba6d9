import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/polls',
    name: 'PollsPage',
    component: () => import('./pages/PollsPage.vue'),
    meta: { roles, keep: true, nav: { label: '业主表决', icon: 'Stamp', group: 'together', order: 30 } },
  },
  { path: '/polls/:id', component: () => import('./pages/PollPage.vue'), props: true, meta: { roles } },
  {
    path: '/polls/:id/homes',
    component: () => import('./pages/HomesPage.vue'),
    props: true,
    meta: { roles },
  },
]
