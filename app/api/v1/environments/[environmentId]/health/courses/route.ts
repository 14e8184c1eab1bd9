import { route } from "@/lib/http/route";
import { getHealthCourses } from "@/lib/usecases/health/courses";

export const GET = route("getHealthCourses", getHealthCourses);
