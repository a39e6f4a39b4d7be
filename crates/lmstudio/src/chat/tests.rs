mod again;
mod cuts;
mod plainer;
mod stage;
mod time;
