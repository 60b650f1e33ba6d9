import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']
const meta = { roles: readers }

export const routes: AreaRoutes = [
  {
    path: '/standards',
    component: () => import('./pages/BoardPage.vue'),
    meta: { roles: readers, nav: { label: '服务标准', icon: 'Finished', group: 'service', order: 10 } },
  },
  { path: '/standards/plans', component: () => import('./pages/PlansPage.vue'), meta },
  { path: '/standards/plans/:id', component: () => import('./pages/PlanPage.vue'), props: true, meta },
  { path: '/standards/records', component: () => import('./pages/RecordsPage.vue'), meta },
  { path: '/standards/catalogue', component: () => import('./pages/CataloguePage.vue'), meta },
]
