import type { Region, Role } from '@/api/contract'

export interface RoleInfo {
  value: Role
  label: string
  /** Where the post is held: in an organisation (perhaps at one compound only), or at a region of this kind. */
  at: 'organisation' | Region['kind']
}

export const ROLES: readonly RoleInfo[] = [
  { value: 'repair', label: '维修人员', at: 'organisation' },
  { value: 'manager', label: '物业项目经理', at: 'organisation' },
  { value: 'handler', label: '承办单位人员', at: 'organisation' },
  { value: 'community', label: '社区工作者', at: 'community' },
  { value: 'secretary', label: '社区党组织书记', at: 'community' },
  { value: 'street', label: '街道工作人员', at: 'street' },
  { value: 'district', label: '区住建委工作人员', at: 'district' },
  { value: 'auditor', label: '审计员', at: 'district' },
  { value: 'sysadmin', label: '系统管理员', at: 'district' },
]

export const roleOf = (role: string) => ROLES.find((one) => one.value === role)

export const PLACE_LABELS: Record<RoleInfo['at'], string> = {
  organisation: '所在单位',
  community: '所在社区',
  street: '所在街道',
  district: '所在区',
}

const COMPANY_ONLY = ['repair', 'manager']

/** Whether a post of this role can be held in an organisation of this kind. */
export const fits = (role: string, kind: string) =>
  COMPANY_ONLY.includes(role) ? kind === 'property_company' : true
