import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const offices: readonly Role[] = ['street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/hotline',
    component: () => import('./pages/HotlinePage.vue'),
    meta: { roles: offices, nav: { label: '12345 工单', icon: 'Upload', group: 'answering', order: 40 } },
  },
  {
    path: '/hotline/batches/:id',
    component: () => import('./pages/BatchPage.vue'),
    props: true,
    meta: { roles: offices },
  },
  { path: '/hotline/orders', component: () => import('./pages/OrdersPage.vue'), meta: { roles: offices } },
  {
    path: '/hotline/clients',
    component: () => import('./pages/ClientsPage.vue'),
    meta: { roles: ['sysadmin'], nav: { label: '外部系统', icon: 'Connection', group: 'system', order: 20 } },
  },
]
