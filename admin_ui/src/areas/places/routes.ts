import type { Role } from '@/api/contract'
import type { AreaRoutes } from '@/core/routes'

const keepers: readonly Role[] = ['community', 'street', 'district']
const everybody: readonly Role[] = [...keepers, 'sysadmin']

export const routes: AreaRoutes = [
  {
    path: '/places',
    component: () => import('./pages/PlacesPage.vue'),
    meta: {
      roles: everybody,
      nav: { label: '小区台账', icon: 'OfficeBuilding', group: 'places', order: 30 },
    },
  },
  {
    path: '/places/compounds/:id',
    component: () => import('./pages/CompoundPage.vue'),
    props: true,
    meta: { roles: keepers },
  },
]
