import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/consultations',
    name: 'ConsultationsPage',
    component: () => import('./pages/ConsultationsPage.vue'),
    meta: { roles, keep: true, nav: { label: '征求意见', icon: 'Document', group: 'together', order: 40 } },
  },
  {
    path: '/consultations/:id',
    component: () => import('./pages/ConsultationPage.vue'),
    props: true,
    meta: { roles },
  },
]
