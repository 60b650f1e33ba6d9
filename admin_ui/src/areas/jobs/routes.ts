import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/jobs',
    component: () => import('./pages/JobsPage.vue'),
    meta: { roles: ['sysadmin'], nav: { label: '后台任务', icon: 'Cpu', group: 'system', order: 40 } },
  },
]
