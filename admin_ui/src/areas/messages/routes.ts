import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/messages',
    component: () => import('./pages/MessagesPage.vue'),
    meta: { roles: ['sysadmin'], nav: { label: '消息发送', icon: 'Promotion', group: 'system', order: 30 } },
  },
]
