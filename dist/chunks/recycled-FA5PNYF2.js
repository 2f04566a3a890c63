import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{RECYCLE_VARIABLE,add,describeLeft,renew,settle,undo}from"./chunk-3IROM3WC.js";import"./chunk-3ZV2V3LU.js";export{RECYCLE_VARIABLE,add,describeLeft,renew,settle,undo};
