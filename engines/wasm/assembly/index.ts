/**
 * Every kernel of the module. Pointers are byte offsets into the imported memory; nothing is allocated here.
 */
export { activate, activateGradient } from './activation';
export { gather } from './batch';
export { convFilterGradient, convForward, crop, flip, pad } from './conv';
export { convPoolForward, convPoolGradient } from './conv-pool';
export { biasGradient, denseBackward, denseForward } from './dense';
export { correct, crossEntropy } from './loss';
export { setUpdate, takeReach, takeSquares, update } from './optimizer';
export { averageBackward, averageForward, poolBackward, poolForward } from './pool';
export * from './form/index';
