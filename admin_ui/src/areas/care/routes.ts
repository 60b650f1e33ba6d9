import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/care',
    name: 'CarePage',
    component: () => import('./pages/CarePage.vue'),
    meta: {
      roles: readers,
      keep: true,
      nav: { label: '后期管护', icon: 'Umbrella', group: 'service', order: 40 },
    },
  },
]
