import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/moderation',
    component: () => import('./pages/ModerationPage.vue'),
    meta: { roles: ['community'], nav: { label: '内容复核', icon: 'View', group: 'answering', order: 60 } },
  },
]
