import { residualForSmallImages } from './resnet-cifar.ts';

/** ResNet-20: 0.27 million parameters, in the paper as here. */
export const resnet20 = residualForSmallImages(3, '0.27 million parameters');
