import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/proactive',
    name: 'ProactivePage',
    component: () => import('./pages/ProactivePage.vue'),
    meta: { roles, keep: true, nav: { label: '未诉先办', icon: 'Sunrise', group: 'answering', order: 20 } },
  },
  {
    path: '/proactive/:id',
    component: () => import('./pages/ProactiveTaskPage.vue'),
    props: true,
    meta: { roles },
  },
]
