import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/audit',
    component: () => import('./pages/AuditPage.vue'),
    meta: { roles: ['auditor'], nav: { label: '审计日志', icon: 'Document', group: 'system', order: 10 } },
  },
]
