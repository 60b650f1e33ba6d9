import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/inbox',
    component: () => import('./pages/InboxPage.vue'),
    meta: { nav: { label: '消息', icon: 'Bell', group: 'system', order: 60 } },
  },
]
