import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['manager', 'handler', 'community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/resources',
    name: 'ResourcesPage',
    component: () => import('./pages/ResourcesPage.vue'),
    meta: { roles, keep: true, nav: { label: '闲置资源', icon: 'Shop', group: 'service', order: 30 } },
  },
  {
    path: '/resources/:id',
    component: () => import('./pages/ResourcePage.vue'),
    props: true,
    meta: { roles },
  },
]
