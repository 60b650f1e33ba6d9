/** The decisions about a claim to a home. Which are offered is said by `binding.actions`. */
export interface BindingAction {
  label: string
  title: string
  hint: string
  tone: 'main' | 'plain' | 'grave'
  noteRequired: boolean
  done: string
}

export const BINDING_ACTIONS: Record<string, BindingAction> = {
  approve: {
    label: '通过',
    title: '通过房屋认证',
    hint: '通过后，此人可以住户身份报修、投诉，并查看本小区住户可见的内容。请先与住户台账核对。',
    tone: 'main',
    noteRequired: false,
    done: '已通过认证',
  },
  refuse: {
    label: '不通过',
    title: '不通过房屋认证',
    hint: '请写明原因，申请人会看到这段文字，补充后可以再次申请。',
    tone: 'plain',
    noteRequired: true,
    done: '已退回申请',
  },
  end: {
    label: '解除认证',
    title: '解除房屋认证',
    hint: '搬离、房屋出售等情况下使用。解除后此人不再是该房屋的住户，以往工单保留。',
    tone: 'grave',
    noteRequired: true,
    done: '已解除认证',
  },
}
