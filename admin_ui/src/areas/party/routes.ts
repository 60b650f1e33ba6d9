import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const readers: readonly Role[] = ['manager', 'community', 'secretary', 'street', 'district']
const writers: readonly Role[] = ['community', 'secretary']

export const routes: AreaRoutes = [
  {
    path: '/party',
    name: 'AgreementsPage',
    component: () => import('./pages/AgreementsPage.vue'),
    meta: { roles: readers, keep: true, nav: { label: '党建联建', icon: 'Connection', order: 28 } },
  },
  { path: '/party/new', component: () => import('./pages/AgreementFormPage.vue'), meta: { roles: writers } },
  {
    path: '/party/:id',
    component: () => import('./pages/AgreementPage.vue'),
    props: true,
    meta: { roles: readers },
  },
  {
    path: '/party/:id/edit',
    component: () => import('./pages/AgreementFormPage.vue'),
    props: true,
    meta: { roles: writers },
  },
]
