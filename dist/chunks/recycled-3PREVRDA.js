import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{RECYCLE_VARIABLE,describeLeft,renew,settle,undo}from"./chunk-H63BJQR2.js";import"./chunk-3ZV2V3LU.js";export{RECYCLE_VARIABLE,describeLeft,renew,settle,undo};
