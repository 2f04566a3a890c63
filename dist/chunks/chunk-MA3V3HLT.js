import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);
import{__name}from"./chunk-3ZV2V3LU.js";var MeasurementError=class extends Error{static{__name(this,"MeasurementError")}name="MeasurementError"};export{MeasurementError};
