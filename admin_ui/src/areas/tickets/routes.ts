import { DESK_ROLES, type AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/tickets',
    name: 'TicketListPage', // the component's own name, by which it is kept alive
    component: () => import('./pages/TicketListPage.vue'),
    meta: {
      roles: DESK_ROLES,
      keep: true,
      nav: { label: '工单', icon: 'Tickets', group: 'desk', order: 20 },
    },
  },
  {
    path: '/tickets/board',
    name: 'BoardPage',
    component: () => import('./pages/BoardPage.vue'),
    meta: {
      roles: DESK_ROLES,
      keep: true,
      nav: { label: '工单看板', icon: 'Grid', group: 'desk', order: 21 },
    },
  },
  {
    path: '/tickets/overview',
    component: () => import('./pages/OverviewPage.vue'),
    meta: {
      roles: ['manager', 'community', 'secretary', 'street', 'district'],
      nav: { label: '督办', icon: 'TrendCharts', group: 'desk', order: 22 },
    },
  },
  {
    path: '/tickets/new',
    component: () => import('./pages/LodgePage.vue'),
    meta: {
      roles: ['community', 'manager'],
      nav: { label: '代居民报事', icon: 'Phone', group: 'desk', order: 25 },
    },
  },
  {
    path: '/tickets/:id/slip',
    component: () => import('./pages/SlipPage.vue'),
    props: true,
    meta: { roles: DESK_ROLES },
  },
  {
    path: '/tickets/:id',
    component: () => import('./pages/TicketDetailPage.vue'),
    props: true,
    meta: { roles: DESK_ROLES },
  },
]
