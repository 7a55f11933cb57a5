import ArgumentParser

@main
struct Cristallo: ParsableCommand {
}
