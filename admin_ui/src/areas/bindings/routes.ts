import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/bindings',
    component: () => import('./pages/BindingsPage.vue'),
    meta: {
      roles: ['community', 'manager'],
      nav: { label: '房屋认证', icon: 'House', group: 'places', order: 10 },
    },
  },
]
