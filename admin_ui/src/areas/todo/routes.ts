import { DESK_ROLES, type AreaRoutes } from '@/core/routes'

export const routes: AreaRoutes = [
  {
    path: '/todo',
    component: () => import('./pages/TodoPage.vue'),
    meta: { roles: DESK_ROLES, nav: { label: '待办', icon: 'List', group: 'desk', order: 10 } },
  },
]
