/** Metrics of workers, which do not serve them yet. */
const HISTOGRAMS = ['fanout_worker_step_seconds', 'fanout_worker_pack_wait_seconds'];

export const WORKER_METRICS = [
  ...HISTOGRAMS.flatMap((name) => [`${name}_bucket`, `${name}_sum`, `${name}_count`]),
  'fanout_worker_images_trained_total',
  'fanout_worker_packs_received_total',
  'fanout_worker_packs_redelivered_total',
  'fanout_worker_state',
  'fanout_worker_engine_info',
  'fanout_worker_tensors',
  'fanout_worker_engine_memory_bytes',
  'fanout_worker_gpu_memory_used_bytes',
  'fanout_worker_gpu_memory_total_bytes',
  'fanout_worker_gpu_utilization_ratio',
];
