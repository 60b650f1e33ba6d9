import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const roles: readonly Role[] = ['street', 'district']

export const routes: AreaRoutes = [
  {
    path: '/rulebook',
    component: () => import('./pages/RulebookPage.vue'),
    meta: { roles, nav: { label: '派单规则', icon: 'Guide', group: 'answering', order: 70 } },
  },
  {
    path: '/rulebook/runs/:id',
    component: () => import('./pages/RunPage.vue'),
    props: true,
    meta: { roles },
  },
  { path: '/rulebook/accuracy', component: () => import('./pages/AccuracyPage.vue'), meta: { roles } },
  {
    path: '/rulebook/accuracy/rows',
    component: () => import('./pages/AccuracyRowsPage.vue'),
    meta: { roles },
  },
  { path: '/rulebook/:id', component: () => import('./pages/VersionPage.vue'), props: true, meta: { roles } },
]
