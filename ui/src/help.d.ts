declare module "virtual:help" {
  const topics: import("./text/help").Topic[];
  export default topics;
}
