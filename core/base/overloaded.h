#pragma once

namespace slipway {

/// Lambdas as one function for std::visit.
template <class... Fs> struct Overloaded : Fs... {
    using Fs::operator()...;
};

} // namespace slipway
