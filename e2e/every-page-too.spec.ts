import { everyPageIsSound } from "./every-page";

everyPageIsSound("second");
