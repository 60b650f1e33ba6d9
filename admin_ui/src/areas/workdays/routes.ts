import type { AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/workdays',
    component: () => import('./pages/CalendarPage.vue'),
    meta: {
      roles: ['district', 'sysadmin', 'street', 'community', 'manager'],
      nav: { label: '工作日历', icon: 'Calendar', group: 'system', order: 50 },
    },
  },
]
