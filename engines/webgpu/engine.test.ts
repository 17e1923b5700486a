import { describeEngine } from '../engine.contract.ts';
import { loadWebgpuEngine } from './engine.ts';

describeEngine('webgpu', () => loadWebgpuEngine(), { bitwise: true, forms: 'here' });
