/** What training takes of the machines. */
import { graph } from '../frame/panels.ts';
import { ofRun, rateOf, sumBy } from '../frame/promql.ts';

const EACH = ['instance'];

export function cpu() {
  return graph({
    title: 'Processor cores in use',
    description:
      'Seconds of processor time a second, of each process. A worker should keep the cores busy that it was given.',
    unit: 'short',
    queries: [
      { expression: sumBy(EACH, rateOf('fanout_process_cpu_seconds_total')), legend: '{{instance}}' },
    ],
  }).min(0);
}

export function memory() {
  return graph({
    title: 'Memory',
    description: 'Resident memory of each process.',
    unit: 'bytes',
    queries: [
      { expression: sumBy(EACH, ofRun('fanout_process_resident_memory_bytes')), legend: '{{instance}}' },
    ],
  }).min(0);
}

export function engineMemory() {
  return graph({
    title: 'Memory of the training engine',
    description:
      'What the engine of each worker holds in tensors. It follows the size of the pack, and is flat within one.',
    unit: 'bytes',
    queries: [
      { expression: sumBy(EACH, ofRun('fanout_worker_engine_memory_bytes')), legend: '{{instance}}' },
    ],
  }).min(0);
}

export function gpuBusy() {
  return graph({
    title: 'GPU in use',
    description:
      'Share of time that a kernel ran, of each GPU. Far below 100 %: the GPU waits for data, or packs are too small for it. Empty where no worker trains on a GPU.',
    unit: 'percentunit',
    queries: [
      {
        expression: `max by (instance, gpu) (${ofRun('fanout_worker_gpu_utilization_ratio')})`,
        legend: '{{instance}} GPU {{gpu}}',
      },
    ],
  })
    .min(0)
    .max(1)
    .noValue('no GPU');
}

export function gpuMemory() {
  const used = ofRun('fanout_worker_gpu_memory_used_bytes');
  const total = ofRun('fanout_worker_gpu_memory_total_bytes');
  return graph({
    title: 'GPU memory',
    description:
      'Memory of each GPU in use, by all processes on it, and what there is. Empty where no worker trains on a GPU.',
    unit: 'bytes',
    queries: [
      { expression: `max by (instance, gpu) (${used})`, legend: '{{instance}} GPU {{gpu}}' },
      { expression: `max by (instance, gpu) (${total})`, legend: '{{instance}} GPU {{gpu}}: all' },
    ],
  })
    .min(0)
    .noValue('no GPU');
}

export function tensors() {
  return graph({
    title: 'Tensors',
    description: 'Tensors alive in the engine of each worker. Flat within a pack; a steady climb is a leak.',
    unit: 'none',
    queries: [{ expression: sumBy(EACH, ofRun('fanout_worker_tensors')), legend: '{{instance}}' }],
  }).min(0);
}
