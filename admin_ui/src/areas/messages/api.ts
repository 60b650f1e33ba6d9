import type { Delivery, DeliveryCount, Page } from '@/api/contract'
import { http } from '@/core/http'

export const listDeliveries = (
  state: string,
  channel: string,
  cursor: string | undefined,
  signal: AbortSignal,
) => http.get<Page<Delivery>>('/staff/deliveries', { query: { state, channel, cursor }, signal })

export const countDeliveries = async () =>
  (await http.get<Page<DeliveryCount>>('/staff/deliveries/counts')).items

export const decideDelivery = (id: string, action: string) =>
  http.post<Delivery>(`/staff/deliveries/${id}/actions/${action}`)
