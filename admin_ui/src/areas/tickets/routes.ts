import { DESK_ROLES, type AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/tickets',
    name: 'TicketListPage', // the component's own name, by which it is kept alive
    component: () => import('./pages/TicketListPage.vue'),
    meta: { roles: DESK_ROLES, keep: true, nav: { label: '工单', icon: 'Tickets', order: 20 } },
  },
  {
    path: '/tickets/:id',
    component: () => import('./pages/TicketDetailPage.vue'),
    props: true,
    meta: { roles: DESK_ROLES },
  },
]
