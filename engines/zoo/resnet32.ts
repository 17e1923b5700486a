import { residualForSmallImages } from './resnet-cifar.ts';

/** ResNet-32: 0.46 million parameters in the paper, 0.47 with the convolutions of its shortcuts. */
export const resnet32 = residualForSmallImages(5, '0.47 million parameters');
